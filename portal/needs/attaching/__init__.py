"""The staff page on which evidence is attached to a need or an assessment, and the section for their own pages."""
