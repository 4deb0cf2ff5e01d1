"""What an adversarial reading of the code found, each shown failing first."""
