"""Who may enter where: every address of ours, each role, each method. A new address without a row fails.

Each row: the URL name, an address that exists (`{name}` is filled from the samples of test_access.py), and for
GET and POST who is let in; `None` means that the method is not allowed. HEAD goes as GET; PUT, DELETE and
PATCH are allowed nowhere; OPTIONS tells nothing that GET does not.
"""

from typing import NamedTuple

ALL = frozenset(["visitor", "stakeholder", "observer", "member", "vice_chair", "chair", "secretary", "administrator"])
SIGNED_IN = ALL - {"visitor"}
GROUP = SIGNED_IN - {"stakeholder"}  # an administrator sees what the secretariat sees
BUREAU = frozenset({"vice_chair", "chair", "secretary"})
SECRETARIAT = frozenset({"secretary"})
ADMINISTRATOR = frozenset({"administrator"})
KEEPERS = frozenset({"secretary", "member"})  # of the seats and lines of FAO, for which `member` sits
BRINGERS = GROUP - {"administrator"}  # of workbooks: who speaks for an organization, and the secretariat
ASKERS = frozenset({"chair", "secretary"})  # the members to clear a text
COMMENTERS = GROUP - {"administrator"}  # who sits for an organization


class Row(NamedTuple):
    name: str
    address: str
    get: frozenset | None
    post: frozenset | None = None


def form(name: str, address: str, who: frozenset = SECRETARIAT) -> Row:
    """A page with a form: who may see it may send it."""
    return Row(name, address, who, who)


TABLE = [
    Row("healthz", "/healthz", ALL),
    Row("readyz", "/readyz", ALL),
    Row("robots", "/robots.txt", ALL),
    Row("security_txt", "/.well-known/security.txt", ALL),
    Row("sitemap", "/sitemap.xml", ALL),
    Row("old_address", "/Home.aspx", ALL),
    Row("media", "/media/{image}", ALL),
    # the site
    Row("home", "/en/", ALL),
    Row("page", "/en/about/", ALL),
    Row("news_feed", "/en/news/feed.atom", ALL),
    # search
    Row("search", "/en/search/", ALL),
    Row("search", "/en/search.csv", ALL),
    Row("search_feed", "/en/search/feed.atom", ALL),
    # organizations
    Row("member_list", "/en/members/", ALL),
    Row("member_list", "/en/members.csv", ALL),
    Row("organization", "/en/members/fao/", ALL),
    Row("officer_list", "/en/officers/", ALL),
    Row("officer_list", "/en/officers.json", ALL),
    form("organization_register", "/en/members/new/"),
    form("membership_begin", "/en/members/fao/admit/"),
    form("membership_end", "/en/members/fao/end/"),
    form("organization_rename", "/en/members/fao/rename/"),
    form("term_hand_over", "/en/officers/handover/"),
    Row("seat_list", "/en/members/fao/people/", GROUP),
    Row(
        "invitation_send", "/en/members/fao/people/invite/", None, GROUP
    ),  # others than keepers: refused inside, see below
    Row("invitation_withdraw", "/en/members/fao/people/invitations/{invitation}/withdraw/", None, KEEPERS),
    Row("seat_begin", "/en/members/fao/people/seat/", None, GROUP),
    Row("seat_end", "/en/members/fao/people/seats/{seat}/end/", None, GROUP),
    Row("mail_domain_add", "/en/members/fao/people/domains/", None, GROUP),
    Row("mail_domain_remove", "/en/members/fao/people/domains/{domain}/remove/", None, SECRETARIAT),
    form("invitation_accept", "/en/invitation/{token}/", ALL),
    # documents
    Row("document_list", "/en/documents/", ALL),
    Row("document_list", "/en/documents.json", ALL),
    Row("document", "/en/documents/a-res-70-125/", ALL),
    Row("document_file", "/en/documents/{file}", ALL),
    form("document_add", "/en/documents/add/"),
    form("document_edit", "/en/documents/a-res-70-125/edit/"),
    form("document_upload", "/en/documents/a-res-70-125/upload/"),
    # mandates
    Row("mandate_list", "/en/mandates/", ALL),
    Row("mandate_list", "/en/mandates.csv", ALL),
    Row("mandate_document", "/en/mandates/a-res-80-173/", ALL),
    Row("mandate_paragraph", "/en/mandates/a-res-80-173/67/", ALL),
    Row("mandate_reading_list", "/en/mandates/readings/", SECRETARIAT),
    form("mandate_reading_add", "/en/mandates/readings/new/"),
    form("mandate_reading", "/en/mandates/readings/{reading}/"),
    Row("mandate_reading_finish", "/en/mandates/readings/{reading}/finish/", None, SECRETARIAT),
    form("mandate_reading_abandon", "/en/mandates/readings/{reading}/abandon/"),
    Row("mandate_akoma", "/en/mandates/a-res-80-173.akn.xml", ALL),
    Row("mandate_compare_choose", "/en/mandates/e-res-2024-13/compare/", ALL),
    Row("mandate_compare", "/en/mandates/e-res-2024-13/compare/e-res-2023-3/", ALL),
    Row("mandate_compare", "/en/mandates/e-res-2024-13/compare/e-res-2023-3.csv", ALL),
    form("mandate_compare_confirm", "/en/mandates/e-res-2024-13/compare/e-res-2023-3/confirm/"),
    form("mandate_compare_withdraw", "/en/mandates/e-res-2024-13/24/succession/{succession}/withdraw/"),
    form("mandate_add", "/en/mandates/a-res-80-173/add/"),
    form("mandate_correct", "/en/mandates/a-res-80-173/67/correct/"),
    form("mandate_quote", "/en/mandates/a-res-80-173/67/quote/"),
    form("mandate_answer", "/en/mandates/a-res-80-173/67/answer/"),
    form("mandate_unlink", "/en/mandates/a-res-80-173/67/answer/{answer}/unlink/"),
    form("mandate_move", "/en/mandates/a-res-80-173/67/move/", BUREAU),
    form("mandate_reclassify", "/en/mandates/a-res-80-173/67/reclassify/", BUREAU),
    # frameworks
    Row("framework_list", "/en/frameworks/", ALL),
    Row("framework_list", "/en/frameworks.csv", ALL),
    Row("framework", "/en/frameworks/wsis/", ALL),
    Row("framework", "/en/frameworks/sdg/", ALL),
    Row("framework", "/en/frameworks/gdc.json", ALL),
    Row("framework_skos", "/en/frameworks/wsis.ttl", ALL),
    Row("concept", "/en/frameworks/wsis/c7-ehealth/", ALL),
    Row("concept", "/en/frameworks/sdg/sdg-9/", ALL),
    Row("concept_skos", "/en/frameworks/wsis/c7-ehealth.jsonld", ALL),
    Row("identifier", "/id/wsis", ALL),
    Row("identifier", "/id/wsis/c7-ehealth", ALL),
    form("facilitator_name", "/en/frameworks/wsis/c9/facilitator/"),
    form("facilitation_end", "/en/frameworks/wsis/c9/facilitator/{facilitator}/end/"),
    form("framework_import", "/en/frameworks/import/"),
    Row("framework_import_preview", "/en/frameworks/import/{framework_import}/", SECRETARIAT),
    Row("framework_import_confirm", "/en/frameworks/import/{framework_import}/confirm/", None, SECRETARIAT),
    Row("framework_import_discard", "/en/frameworks/import/{framework_import}/discard/", None, SECRETARIAT),
    # matrices
    Row("matrix_list", "/en/matrices/", ALL),
    form("matrix_add", "/en/matrices/add/"),
    Row("matrix", "/en/matrices/wsis-sdg/", ALL),
    Row("edition", "/en/matrices/wsis-sdg/2015/", ALL),
    Row("edition_docx", "/en/matrices/wsis-sdg/2015.docx", ALL),
    Row("edition_pdf", "/en/matrices/wsis-sdg/2015.pdf?by=column", ALL),
    Row("edition_picture", "/en/matrices/wsis-sdg/2015.svg", ALL),
    Row("edition_text", "/en/matrices/wsis-sdg/2015/text/", ALL),
    Row("cell", "/en/matrices/wsis-sdg/2015/c1/sdg-3/", ALL),
    Row("edition_compare", "/en/matrices/sdg-gdc/draft/compare/", ALL),
    Row("edition_compare_with", "/en/matrices/sdg-gdc/draft/compare/compact/", ALL),
    Row("edition_compare_with", "/en/matrices/sdg-gdc/draft/compare/compact.json", ALL),
    Row("edition_gaps", "/en/matrices/wsis-gdc/draft/gaps/", ALL),
    Row("edition_gaps", "/en/matrices/wsis-gdc/draft/gaps.csv", ALL),
    Row("matrix_compose", "/en/matrices/sdg-gdc/compose/", ALL),
    Row("matrix_compose", "/en/matrices/sdg-gdc/compose.json", ALL),
    Row("matrix_compose_candidate", "/en/matrices/sdg-gdc/compose/sdg-2/gdc-68/", ALL),
    form("matrix_compose_adopt", "/en/matrices/sdg-gdc/compose/sdg-2/gdc-68/adopt/", BUREAU | KEEPERS),
    Row("edition_download", "/en/matrices/wsis-sdg/2015.csv", ALL),
    Row("edition_download", "/en/matrices/wsis-sdg/2015.ttl", ALL),
    form("edition_import", "/en/matrices/wsis-gdc/draft/import/", BRINGERS),
    Row("import_preview", "/en/matrices/imports/{brought}/", SECRETARIAT),  # who brought it, and the secretariat
    Row("import_apply", "/en/matrices/imports/{brought}/apply/", None, SECRETARIAT),
    Row("import_discard", "/en/matrices/imports/{brought}/discard/", None, SECRETARIAT),
    form("edition_open", "/en/matrices/wsis-sdg/open/", BUREAU),
    form("edition_freeze", "/en/matrices/wsis-gdc/draft/freeze/", BUREAU),
    form("edition_thaw", "/en/matrices/wsis-gdc/draft/thaw/", BUREAU),
    form("edition_publish", "/en/matrices/wsis-gdc/draft/publish/", BUREAU),
    form("claim_draft", "/en/matrices/wsis-gdc/draft/c7-eagriculture/gdc-11-a/draft/", KEEPERS),
    form("claim_revise", "/en/matrices/wsis-gdc/draft/claims/{claim}/revise/", KEEPERS),
    form("claim_move", "/en/matrices/wsis-gdc/draft/claims/{claim}/move/", BUREAU),
    Row("comment_write", "/en/matrices/wsis-gdc/draft/c7-eagriculture/gdc-11-a/comment/", None, COMMENTERS),
    Row("comment_withdraw", "/en/matrices/wsis-gdc/draft/comments/{comment}/withdraw/", None, KEEPERS),
    # joint texts: one led by FAO, for which `member` sits
    Row("text_list", "/en/texts/", ALL),
    form("text_open", "/en/texts/new/", BUREAU),
    Row("text", "/en/texts/{text}/", ALL),
    form("text_set_up", "/en/texts/{text}/set-up/", BUREAU),
    form("text_abandon", "/en/texts/{text}/abandon/", BUREAU),
    form("text_take_up", "/en/texts/{text}/take-up/", BUREAU),
    form("text_next", "/en/texts/{text}/next/", KEEPERS),
    Row("text_history", "/en/texts/{text}/history/", BUREAU | ADMINISTRATOR),
    Row("text_version", "/en/texts/{text}/v/1/", ALL),
    Row("text_canonical", "/en/texts/{text}/v/1.txt", ALL),
    form("text_edit", "/en/texts/{text}/v/2/edit/", KEEPERS),
    form("text_freeze", "/en/texts/{text}/v/2/freeze/", KEEPERS),
    Row("text_compare", "/en/texts/{text}/compare/1/2/", ALL),
    # clearance: a round in which FAO has a position
    Row("round_list", "/en/clearance/", ALL),
    form("round_open", "/en/clearance/open/", ASKERS),
    Row("round", "/en/clearance/{round}/", ALL),
    Row("station_list", "/en/clearance/stations/", ALL),
    Row("station", "/en/clearance/stations/geneva/", ALL),
    form("station_counting", "/en/clearance/stations/geneva/counting/"),
    form("holiday_add", "/en/clearance/stations/geneva/holidays/new/"),
    form("holiday_confirm", "/en/clearance/stations/geneva/holidays/{holiday}/confirm/"),
    form("holiday_remove", "/en/clearance/stations/geneva/holidays/{holiday}/remove/"),
    Row("round_changes", "/en/clearance/{again}/changes/", GROUP),
    form("round_extend", "/en/clearance/{round}/extend/", ASKERS),
    form("round_withdraw", "/en/clearance/{round}/withdraw/", ASKERS),
    Row("round_close", "/en/clearance/{round}/close/", None, SECRETARIAT),
    form("round_publish", "/en/clearance/{round}/publish/"),
    Row("round_endorsers", "/en/clearance/{round}/endorsers/", None, SECRETARIAT),
    Row("round_read", "/en/clearance/{round}/read/", None, frozenset({"member", "chair", "vice_chair", "observer"})),
    form("position_record", "/en/clearance/{round}/record/"),
    form("position", "/en/clearance/{round}/for/fao/", frozenset({"member"})),
    form("endorse", "/en/clearance/{round}/for/fao/endorse/", frozenset({"member"})),
    form("unendorse", "/en/clearance/{round}/for/fao/unendorse/", frozenset({"member"})),
    form("position_withdraw", "/en/clearance/{round}/positions/{position}/withdraw/", frozenset({"member"})),
    Row("round_text", "/en/clearance/{round}/text.txt", GROUP),
    form("round_check", "/en/clearance/{round}/check/", ALL),
    Row("certificate_as_word", "/en/clearance/{round}/certificate.docx", GROUP),
    Row("certificate_as_pdf", "/en/clearance/{round}/certificate.pdf", GROUP),
    Row("text_amendments", "/en/texts/{text}/v/2/amendments/", GROUP),
    Row("text_amendments", "/en/texts/{text}/v/2/amendments.csv", GROUP),
    form("amendment_propose", "/en/texts/{text}/v/2/amendments/propose/", COMMENTERS),
    form("text_remark", "/en/texts/{text}/v/2/amendments/remark/", COMMENTERS),
    Row("text_amendments_decide", "/en/texts/{text}/v/2/amendments/decide/", None, KEEPERS),
    form("text_amendments_merge", "/en/texts/{text}/v/2/amendments/merge/", KEEPERS),
    Row("amendment", "/en/texts/{text}/v/2/amendments/{proposal}/", GROUP),
    Row("amendment_send", "/en/texts/{text}/v/2/amendments/{proposal}/send/", None, frozenset({"member"})),
    form("amendment_rewrite", "/en/texts/{text}/v/2/amendments/{proposal}/rewrite/", frozenset({"member"})),
    Row("amendment_support", "/en/texts/{text}/v/2/amendments/{proposal}/support/", None, frozenset()),
    Row(
        "amendment_support_withdraw", "/en/texts/{text}/v/2/amendments/{proposal}/support/withdraw/", None, frozenset()
    ),
    form("amendment_withdraw", "/en/texts/{text}/v/2/amendments/{proposal}/withdraw/", frozenset({"member"})),
    form("amendment_decide", "/en/texts/{text}/v/2/amendments/{proposal}/decide/", KEEPERS),
    form("amendment_reopen", "/en/texts/{text}/v/2/amendments/{proposal}/reopen/", KEEPERS),
    Row("text_compare_docx", "/en/texts/{text}/compare/1/2.docx", ALL),
    Row("text_compare_pdf", "/en/texts/{text}/compare/1/2.pdf", ALL),
    Row("text_docx", "/en/texts/{text}/v/1.docx", ALL),
    Row("text_pdf", "/en/texts/{text}/v/1.pdf", ALL),
    Row("consolidated_docx", "/en/texts/{text}/v/1/consolidated.docx", GROUP),
    Row("consolidated_pdf", "/en/texts/{text}/v/1/consolidated.pdf", GROUP),
    form("word_bring", "/en/texts/{text}/v/2/word/", COMMENTERS),
    form("word_file", "/en/texts/{text}/v/2/word/{word}/", frozenset({"member"})),
    Row("word_discard", "/en/texts/{text}/v/2/word/{word}/discard/", None, frozenset({"member"})),
    # meetings
    # activities
    Row("activity_list", "/en/activities/", ALL),
    Row("activity_list", "/en/activities.csv", ALL),
    Row("activity", "/en/activities/1/", ALL),
    Row("activity_mine", "/en/activities/mine/", SIGNED_IN),
    form("activity_add", "/en/activities/new/", SIGNED_IN),
    form("activity_edit", "/en/activities/{entry}/edit/", KEEPERS),
    Row("activity_check", "/en/activities/{entry}/check/", KEEPERS),
    Row("activity_duplicates", "/en/activities/duplicates/", SECRETARIAT),
    Row("pair_merge", "/en/activities/duplicates/{pair}/merge/", None, SECRETARIAT),
    Row("pair_part", "/en/activities/duplicates/{pair}/part/", None, SECRETARIAT),
    Row("pair_reopen", "/en/activities/duplicates/{pair}/reopen/", None, SECRETARIAT),
    Row("merge_undo", "/en/activities/duplicates/merges/{merge}/undo/", None, SECRETARIAT),
    Row("activity_other", "/en/activities/{entry}/another/", None, KEEPERS),
    Row("activity_tag", "/en/activities/{entry}/tags/", None, KEEPERS),
    Row("activity_submit", "/en/activities/{entry}/submit/", None, KEEPERS),
    Row("activity_take_back", "/en/activities/{entry}/take-back/", None, KEEPERS),
    Row("activity_discard", "/en/activities/{entry}/discard/", None, KEEPERS),
    Row("activity_hold_true", "/en/activities/{fao_activity}/still-true/", None, KEEPERS),
    Row("activity_queue", "/en/activities/queue/", SECRETARIAT),
    Row("activity_publish", "/en/activities/{entry}/publish/", None, SECRETARIAT),
    form("activity_return", "/en/activities/{entry}/return/"),
    form("activity_decline", "/en/activities/{entry}/decline/"),
    Row("activity_reopen", "/en/activities/{entry}/reopen/", None, SECRETARIAT),
    form("activity_withdraw", "/en/activities/{entry}/withdraw/"),
    Row("activity_republish", "/en/activities/{entry}/republish/", None, SECRETARIAT),
    Row("activity_correction_accept", "/en/activities/{entry}/correction/accept/", None, SECRETARIAT),
    form("activity_correction_refuse", "/en/activities/{entry}/correction/refuse/"),
    Row("meeting_list", "/en/meetings/", ALL),
    Row("meeting_list", "/en/meetings.csv", ALL),
    Row("meeting_list_calendar", "/en/meetings.ics", ALL),
    Row("meeting", "/en/meetings/22/", ALL),
    Row("meeting_calendar", "/en/meetings/22.ics", ALL),
    form("meeting_plan", "/en/meetings/plan/"),
    form("meeting_edit", "/en/meetings/22/edit/"),
    form("agenda_edit", "/en/meetings/22/agenda/"),
    form("meeting_documents", "/en/meetings/22/documents/"),
    form("meeting_notes", "/en/meetings/22/notes/"),
    form("meeting_participants", "/en/meetings/22/participants/"),
    form("sitting_add", "/en/meetings/22/sittings/add/"),
    form("sitting_edit", "/en/meetings/22/sittings/{sitting}/"),
    form("sitting_remove", "/en/meetings/22/sittings/{sitting}/remove/"),
    form("meeting_hold", "/en/meetings/23/hold/"),
    form("meeting_cancel", "/en/meetings/23/cancel/"),
    form("meeting_plan_again", "/en/meetings/23/plan-again/"),
    # languages
    Row("translation_list", "/en/translations/", SECRETARIAT),
    form("translation_edit", "/en/translations/documents.work/{work}/"),
    # reports
    Row("paper_list", "/en/reports/", ALL),
    form("paper_new", "/en/reports/new/"),
    Row("paper", "/en/reports/{issued}/", ALL),
    Row("paper_docx", "/en/reports/{issued}/word/", ALL),
    Row("paper_pdf", "/en/reports/{issued}/pdf/", ALL),
    Row("paper_since_then", "/en/reports/{issued}/since-then/", ALL),
    form("paper_edit", "/en/reports/{draft}/edit/"),
    Row("paper_issue", "/en/reports/{draft}/issue/", None, SECRETARIAT),
    # people and mail
    Row("account_home", "/en/account/", SIGNED_IN, SIGNED_IN),
    Row("account_data", "/en/account/data/", SIGNED_IN),
    form("account_forget", "/en/account/forget/", SIGNED_IN),
    form("sign_in_link", "/en/account/link/{link}/", ALL),
    Row("person_list", "/en/account/people/", ADMINISTRATOR),
    form("person_forget", "/en/account/people/{person}/forget/", ADMINISTRATOR),
    Row("mail_outbox", "/en/mail/", SECRETARIAT),
    Row("mail_retry", "/en/mail/{message}/retry/", None, SECRETARIAT),
]

# Sign-in and the second factor belong to django-allauth; these of its doors stand open to people without
# an account, all others ask for one.
ALLAUTH_OPEN = {
    "account_login", "account_logout", "account_signup",
    "account_inactive", "account_confirm_email", "account_email_verification_sent", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
    "account_request_login_code", "account_confirm_login_code", "account_signup_by_passkey", "account_complete_signup",
    "mfa_authenticate", "mfa_login_webauthn", "mfa_signup_webauthn", "mfa_trust", "account_reauthenticate",
}  # fmt: skip
