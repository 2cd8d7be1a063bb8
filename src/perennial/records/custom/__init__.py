"""The fields that a business adds to its records: what they are, how values are read, shown, kept, found and converted.

The slices whose records have such fields offer a `Holder`, call `apply_custom` in their actions and `filling` in their forms.
"""
