"""Who looks after comments. Who may write where is said by what they write about."""

ROLE_PERMISSIONS: dict[str, list[str]] = {
    "oobc_staff": ["activity.view_comment", "activity.moderate_comment"],
}
