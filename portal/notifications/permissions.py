from portal.accounts.roles import Role

ROLE_PERMISSIONS = {
    Role.ADMINISTRATOR: ["notifications.view_outboxmessage", "notifications.change_outboxmessage"],
}
