"""The catalogue for others: offers with their labels, streamed as tables and as Peppol catalogues."""
