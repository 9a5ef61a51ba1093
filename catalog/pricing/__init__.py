"""What one company pays: the terms that suppliers gave it, and the net prices that follow."""
