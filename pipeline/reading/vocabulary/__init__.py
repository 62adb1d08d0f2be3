"""Words by what they are made of and what they name: affixes, short forms, everyday things."""
