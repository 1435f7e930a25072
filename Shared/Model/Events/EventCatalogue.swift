/// Every event type of the platform.
package enum EventCatalogue {
    /// What posters may say.
    package static let intake: [any EventData.Type] = [
        DepartmentEnrolled.self, GridDrawn.self, InstitutionSurveyed.self, InstitutionFiled.self, PanelDecided.self,
        TransformationCompleted.self, DeregistrationRequested.self, LicenceRevoked.self, InstitutionAbsconded.self,
        PatrolReported.self,
        DayAnnounced.self,
        CampaignOpened.self, InspectionScheduled.self, InspectionAttended.self, InstitutionInspected.self,
        FindingRecorded.self,
        RectificationReported.self, RectificationChecked.self, SchoolEnrolled.self, InspectorAssigned.self,
        SchoolYearAnnounced.self,
        SchoolVisited.self,
        AccountOpened.self, ReleaseModeAssigned.self, DepositReceived.self, DepositReleased.self, AccountFrozen.self,
        AccountUnfrozen.self,
        CoursePublished.self, PaymentReceived.self, LessonHeld.self, LessonConfirmed.self, LessonDisputed.self,
        LessonDecided.self,
        LessonCancelled.self, EnrolmentTransferred.self, RefundRequested.self, RefundAnswered.self, RefundDecided.self,
        ClaimFiled.self,
        RemainderDistributed.self, InstructionAnswered.self, StatementReceived.self, DifferenceCleared.self,
        AlertIdentified.self,
        AlertWarned.self, AlertAnswered.self, AlertClosed.self,
        ListingProposed.self, NoticeServed.self, ObjectionRaised.self, ObjectionDecided.self, RemovalDecided.self,
    ]

    /// What services state.
    package static let facts: [any FactData.Type] = [
        InstitutionSnapshot.self, InstitutionStatusChanged.self, DepartmentListed.self, SuspicionReported.self,
        DayOpened.self, DayClosed.self,
        InspectionHeld.self, FindingOpened.self, RectificationOverdue.self, FindingClosed.self, SchoolVisitMissed.self,
        PaymentAccepted.self, PaymentSuspended.self, LessonReleased.self, LessonReversed.self, PassReleased.self,
        PaymentInstructed.self,
        InstructionFailed.self, ReleaseSettled.self, FamilyRepaid.self, RefundAgreed.self, RefundDisputed.self,
        RefundClosed.self, ReleasesFrozen.self,
        ReleasesUnfrozen.self, ClaimsSettled.self, AlertChanged.self, StatementReconciled.self, LedgerSealed.self,
        ClearanceGiven.self,
        EntryStatusChanged.self, EntrySnapshot.self,
    ]

    /// Topics that keep only the latest message of each subject, by name.
    package static let compactedTopics = Set(facts.filter { $0.isCompacted }.map { $0.topic })

    /// Services that only listen: nobody posts to them.
    private static let listeners = ["notification"]

    /// The service (by the first word of its types) and the roles that may say something to it.
    package static let speakers: [(service: String, roles: Set<Role>)] = intake.reduce(into: []) { found, type in
        let place = found.firstIndex { $0.service == type.type.service }
        if place == nil { found.append((type.type.service, [])) }
        found[place ?? found.count - 1].roles.formUnion(type.posters)
    }

    /// All services, by the first words of their names, which their schemas and topics bear. Package.swift has the list
    /// of their programs.
    package static let services = speakers.map(\.service) + listeners

    /// The topics on which a district's posters may say something to a service.
    package static func intakeTopics(of service: String, _ roster: Roster) -> [String] {
        speakers.filter { $0.service == service }.flatMap { _, roles in
            roster.posters.filter { !roles.isDisjoint(with: $0.roles) }.map { "\(service).intake.\($0.id)" }
        }
    }
}
