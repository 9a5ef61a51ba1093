"""Who orders: companies, users, roles, passwords and the one-time links that set them."""
