"""The form of a need as an app on a phone: it opens without signal, and what is kept there is sent later.

The scripts (``static/js/needs-*.js``) keep what is unfinished and unsent. Here stand the addresses they need.
"""
