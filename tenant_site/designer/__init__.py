"""Where owners design what a type of entry asks: types, drafts of forms, versions, packs."""
