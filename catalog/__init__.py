"""What we know: products, offers, certificates, tags, the search index and the orders."""
