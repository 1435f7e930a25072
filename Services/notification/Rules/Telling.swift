package import Model

/// A fact as it is told: its type and the fields that a text or a route may use. No field is about a person (G8).
package struct Telling: Sendable, Hashable {
    package var type: EventType
    package var subject: String
    package var values: [String: String]

    package init(type: EventType, subject: String, values: [String: String]) {
        self.type = type
        self.subject = subject
        self.values = values
    }

    /// The fields of each type that somebody can be told of.
    package static let fields: [EventType: Set<String>] = [
        InstitutionStatusChanged.type: ["institution", "name", "township", "status"],
        SuspicionReported.type: ["grid", "township", "result"],
        InspectionHeld.type: ["inspection", "day", "departments", "institutions"],
        FindingOpened.type: ["finding", "institution", "name", "department", "category", "severity", "due"],
        RectificationOverdue.type: ["finding", "institution", "name", "department", "due"],
        FindingClosed.type: ["finding", "institution", "name", "department"],
        SchoolVisitMissed.type: ["school", "name", "month"],
        PaymentSuspended.type: ["institution", "name", "amount", "reason"],
        InstructionFailed.type: ["instruction", "institution", "name", "purpose", "amount"],
        RefundDisputed.type: ["refund", "institution", "name"],
        ClaimsSettled.type: ["institution", "name", "families", "claims", "paid"],
        AlertChanged.type: ["alert", "institution", "name", "rule", "level", "status", "detail"],
        ReleasesFrozen.type: ["institution", "name", "cause", "unconsumed"],
        ReleasesUnfrozen.type: ["institution", "name"],
        FamilyRepaid.type: ["institution", "name", "amount", "cause"],
        EntryStatusChanged.type: ["entry", "institution", "name", "authority", "status"],
    ]

    static var types: String { fields.keys.map(\.description).sorted().joined(separator: ", ") }
}

extension Command {
    /// What there is to tell; nil for what only changes the service's own copies.
    func telling(_ state: State) -> Telling? {
        func about(_ data: some FactData, _ institution: USCC?, _ values: [String: String]) -> Telling {
            var values = values
            if let institution {
                values["institution"] = institution.description
                values["name"] =
                    values["name"] ?? state.institutions[institution]?.description ?? institution.description
            }
            return Telling(type: type(of: data).type, subject: data.subject, values: values)
        }
        switch self {
        case .statusChanged(let data):
            return about(
                data, data.institution,
                ["name": data.name.description, "township": data.township.description, "status": data.to.rawValue])
        case .suspicion(let data):
            return about(
                data, nil,
                ["grid": data.grid.description, "township": data.township.description, "result": data.result.rawValue])
        case .inspectionHeld(let data):
            return about(
                data, nil,
                [
                    "inspection": data.inspection.description, "day": "\(data.day)",
                    "departments": "\(data.departments.count)",
                    "institutions": "\(data.institutions)",
                ])
        case .findingOpened(let data):
            return about(
                data, data.institution,
                [
                    "finding": data.finding.description, "department": data.department.description,
                    "category": data.category.rawValue,
                    "severity": data.severity.rawValue,
                    "due": "\(data.due)",
                ])
        case .rectificationOverdue(let data):
            return about(
                data, data.institution,
                ["finding": data.finding.description, "department": data.department.description, "due": "\(data.due)"])
        case .findingClosed(let data):
            return about(
                data, data.institution,
                ["finding": data.finding.description, "department": data.department.description])
        case .visitMissed(let data):
            return about(
                data, nil, ["school": data.school.description, "name": data.name.description, "month": "\(data.month)"])
        case .paymentSuspended(let data):
            return about(data, data.institution, ["amount": "\(data.amountFen)", "reason": data.reason.rawValue])
        case .instructionFailed(let data):
            return about(
                data, data.institution,
                [
                    "instruction": data.instruction.description, "purpose": data.purpose.rawValue,
                    "amount": "\(data.amountFen)",
                ])
        case .claimsSettled(let data):
            return about(
                data, data.institution,
                ["families": "\(data.families)", "claims": "\(data.claimsFen)", "paid": "\(data.paidFen)"])
        case .alertChanged(let data):
            return about(
                data, data.institution,
                [
                    "alert": data.alert.description, "rule": data.rule.rawValue, "level": data.level.rawValue,
                    "status": data.status.rawValue, "detail": data.detail.description,
                ])
        case .refundDisputed(let data): return about(data, data.institution, ["refund": data.refund.description])
        case .frozen(let data):
            return about(
                data, data.institution, ["cause": data.cause.description, "unconsumed": "\(data.unconsumedFen)"])
        case .unfrozen(let data): return about(data, data.institution, [:])
        case .familyRepaid(let data):
            return about(data, data.institution, ["amount": "\(data.amountFen)", "cause": data.cause.rawValue])
        case .entryChanged(let data):
            return about(
                data, data.institution,
                [
                    "entry": data.entry.description, "authority": data.authority.description,
                    "status": data.status.rawValue,
                ])
        case .department, .institution, .dayOpened: return nil
        }
    }
}
