"""Mail to people: that there is something to see, never what. Channels take plain values and know no database."""
