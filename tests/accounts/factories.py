import factory
from django.contrib.auth.models import Group

from portal.accounts.models import User


class UserFactory(factory.django.DjangoModelFactory):
    """A person; ``UserFactory(role="oobc_staff")`` is in that group, with the permissions its rooms declare."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person-{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    first_name = "Amina"
    last_name = factory.Sequence(lambda n: f"Sali {n}")

    @factory.post_generation
    def role(self, create, extracted, **kwargs):
        if extracted:
            self.groups.add(Group.objects.get(name=extracted))
