"""What a label is: definitions, wordings, matching and validity. Pure, standard library only."""
