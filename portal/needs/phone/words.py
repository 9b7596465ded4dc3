"""What the scripts on the phone say, in the language of the page."""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    return {
        "kept": _("Kept on this phone."),
        "restored": _("Here is what you wrote before. It was kept on this phone."),
        "not_kept": _("This browser keeps nothing. Do not close the page before the need is sent."),
        "full": _("This phone has no room left. Send what is here, or leave photos out."),
        "may_be_cleared": _("The phone may remove what is kept when it has little room. Send it soon."),
        "shrinking": _("Making the photos smaller …"),
        "sending_now": _("Sending …"),
        "queued": _("Not sent yet. It is kept on this phone and goes out when there is signal."),
        "open": _("Not finished"),
        "waiting": _("Not sent yet"),
        "sending": _("Sending"),
        "sent": _("Sent: number %(number)s"),
        "refused": _("Refused: %(why)s"),
        "sign_in": _("Not sent yet. Sign in again; nothing is lost."),
        "other_account": _("Not sent yet. Another person is signed in. Sign in with the account that wrote it."),
        "next_try": _("Next try at %(time)s."),
        "go_on": _("Open and go on"),
        "mend": _("Open and mend"),
        "sign_in_link": _("Sign in"),
        "receipt": _("See the receipt"),
        "remove": _("Remove"),
        "remove_sure": _("Remove this need from the phone? It was not sent."),
        "wipe_sure": _("Remove everything about needs from this phone? What is not sent is lost."),
        "wiped": _("Everything was removed from this phone."),
        "all_sent": _("Everything is sent."),
        "no_signal": _("There is no signal. Nothing is lost: try again later."),
        "without_title": _("A need without a title"),
        "files": _("Photos and papers: %(n)s"),
        "problem": _("There is a problem"),
        "error": _("Error:"),
        "try_later": _("It did not work just now."),
    }
