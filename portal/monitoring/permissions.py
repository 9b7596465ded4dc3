"""Who sees PPAs: each office its own, and those who coordinate, plan, watch and approve all of them."""

_SEE = ["monitoring.view_monitoringentry"]

ROLE_PERMISSIONS: dict[str, list[str]] = {
    "mao_editor": _SEE,
    "mao_focal": _SEE,
    "oobc_staff": _SEE,
    "oobc_planner": _SEE,
    "budget_officer": _SEE,
    "me_officer": _SEE,
    "ocm_leadership": _SEE,
}
