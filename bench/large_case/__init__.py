"""Made-up case files of any size: a bundle of varied records over years, as one PDF with a text layer."""
