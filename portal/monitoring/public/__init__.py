"""What everybody may read of PPAs: where the money goes, the list, a page for each, files. Nothing before the law."""
