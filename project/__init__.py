"""The two sites of News Book: settings, urls and WSGI entrypoints."""
