"""What the server says of a submission, in OData and in its own interface."""

from tests.standin.kept import name_of


def system_of(central, form, one):
    now = one.now
    return {
        "submissionDate": one.created_at, "updatedAt": one.updated_at,
        "submitterId": str(one.versions[0].submitter),
        "submitterName": central.actors.get(one.versions[0].submitter, "somebody"),
        "attachmentsPresent": sum(c is not None for c in one.files.values()),
        "attachmentsExpected": len(one.files), "status": status_of(one),
        "reviewState": one.review, "deviceId": one.versions[0].device,
        "edits": len(one.versions) - 1, "formVersion": now.form_version,
        "deletedAt": one.deleted_at,
    }  # fmt: skip


def status_of(one):
    if not one.now.encrypted:
        return None
    return "notDecrypted" if all(c is not None for c in one.files.values()) else (
        "missingEncryptedFormData")  # fmt: skip


def rest_of(central, one):
    first, now = one.versions[0], one.now
    return {
        "instanceId": one.id, "submitterId": first.submitter, "deviceId": first.device,
        "createdAt": one.created_at, "updatedAt": one.updated_at, "reviewState": one.review,
        "userAgent": first.agent, "deletedAt": one.deleted_at,
        "currentVersion": {
            "submitterId": now.submitter, "createdAt": now.created_at,
            "instanceName": name_of(now), "instanceId": now.instance_id, "current": True,
            "deviceId": now.device, "userAgent": now.agent,
        },
    }  # fmt: skip
