"""Officials' discipline: never public, read only for a logged purpose, ended by itself (公务员法 64; 政务处分法 8)."""
