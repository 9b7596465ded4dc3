"""What people do with PPAs and their money. Each act is one transaction.

The PPA is locked first, then ceilings by key, then needs by key (why: ``linking``); whoever changes many PPAs locks
them all first, by key.
"""
