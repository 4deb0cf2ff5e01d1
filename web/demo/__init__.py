"""The demonstration: an invented partnership, its people, and referrals in every state, in a folder of its own."""
