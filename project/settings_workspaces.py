"""What a workspace consists of, and what the service asks it; part of `settings_base`."""

TENANT_APPS = [
    "tenant_site.sessions",
    "tenant_site.members",
    "tenant_site.account",
    "tenant_site.activity",
    "tenant_site.support",
    "tenant_site.legacy",
    "tenant_site.registers",
    "tenant_site.books",
    "tenant_site.passes",
    "tenant_site.recognition",
    "tenant_site.directory",
    "tenant_site.entry_forms",
    "tenant_site.shifts",
    "tenant_site.corrections",
    "tenant_site.matters",
    "tenant_site.finding",
    "tenant_site.files",
    "tenant_site.workspace",
    "tenant_site.invitations",
    "tenant_site.drafts",
    "tenant_site.presence",
    "tenant_site.overview",
    "tenant_site.designer",
    "tenant_site.proofs",
    "tenant_site.reports",
    "tenant_site.privacy",
]
TENANT_VERIFIERS = [
    "tenant_site.corrections.verification.verify_tenant",
    "tenant_site.matters.verification.verify_tenant",
    "tenant_site.proofs.verification.verify_tenant",
]
WORKSPACE_OWNERS = "tenant_site.members.ownership.owner_addresses"  # for letters of the service
WORKSPACE_FACTS = "tenant_site.workspace.facts.what_there_is"  # for certificates of deletion
# what the main website asks a workspace, inside it: it imports nothing of tenant_site
WORKSPACE_FIGURES = "tenant_site.summary.figures"
WORKSPACE_OWNER_LIST = "tenant_site.summary.owners"
WORKSPACE_NOTE = "tenant_site.activity.note"
WORKSPACE_DAILY = (  # what `daily` has each workspace do; each says what it did, or nothing
    "tenant_site.invitations.importing.forget_left",
    "tenant_site.designer.pack_importing.forget_left",
    "tenant_site.directory.importing.forget_left",
    "tenant_site.support.services.tell_daily",
    "tenant_site.proofs.anchoring.anchor_daily",
    "tenant_site.proofs.stamping.stamp_daily",
    "tenant_site.finding.forgetting.forget_removed",
    "tenant_site.privacy.erasing.resume_daily",
    "tenant_site.privacy.retaining.retain_daily",
    "tenant_site.privacy.sweeping.sweep_daily",
    "tenant_site.reports.reissuing.reissue_daily",  # after what suppresses: it knows of that too
    "tenant_site.finding.indexing.index_missing",
    "tenant_site.proofs.checking.check_daily",  # last: it fails where a book does not hold
)
