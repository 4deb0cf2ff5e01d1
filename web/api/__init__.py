"""The API, version 1: JSON over HTTP for other systems, as the bearer of an access token."""
