"""One module per audience and task; each offers one blueprint, and `web.app` registers them."""
