"""What leaves the house and what rings the bell: messages, the outbox, its delivery, and notices at the desk."""
