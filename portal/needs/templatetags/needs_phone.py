from django import template

from portal.needs.phone.accounts import mark_of

register = template.Library()
register.filter("phone_mark", mark_of)
