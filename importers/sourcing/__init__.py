"""Lists of suppliers and of agreements (CSV or XLSX, a header row), as people keep them."""
