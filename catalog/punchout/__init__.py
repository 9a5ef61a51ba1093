"""Punchout: a customer's purchasing system opens the shop and gets the basket back (OCI, cXML)."""
