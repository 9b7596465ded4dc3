"""PPAs, their money lines and flows from ministries' sheets: chosen, mapped, checked, imported, taken back."""
