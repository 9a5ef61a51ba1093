"""How foreign files become records. The only door through which foreign bytes enter."""
