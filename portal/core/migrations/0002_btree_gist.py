"""What "once at a time" rests on, in every room that has terms (``portal.core.terms``): dropped after the last of them."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [BtreeGistExtension()]
