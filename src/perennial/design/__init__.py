"""The UI kit: tokens, components, base templates, forms, charts. It knows no customer, only how things look and behave."""
