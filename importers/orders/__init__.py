"""Order documents of others: confirmations that suppliers send back, and orders read back."""
