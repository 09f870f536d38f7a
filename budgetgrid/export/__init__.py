"""What a document is written as: CSV, tidy records, HTML, Excel."""
