"""Result sheets: a person's last sum as a picture for the phone and as a page to print for the village office."""
