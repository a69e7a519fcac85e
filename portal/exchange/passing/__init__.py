"""Cases handed down to a lower platform with their running clock, and the answer that comes up (信访条例 art. 22, 23: 转送、交办)."""
