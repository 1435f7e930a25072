import EscrowRules
import Model
import Service

/// Courses, payments and lessons: what escrow takes of them, and what others are told.
enum TuitionSubject {
    static let intake: [IntakeEntry<Command>] = [
        .posted(CoursePublished.self) { .tuition(.publishCourse($0)) },
        .posted(PaymentReceived.self) { .tuition(.pay($0)) },
        .posted(LessonHeld.self) { .tuition(.holdLesson($0)) },
        .posted(LessonConfirmed.self) { .tuition(.confirmLesson($0)) },
        .posted(LessonDisputed.self) { .tuition(.disputeLesson($0)) },
        .posted(LessonDecided.self) { .tuition(.decideLesson($0)) },
        .posted(LessonCancelled.self) { .tuition(.cancelLesson($0)) },
        .posted(EnrolmentTransferred.self) { .tuition(.transferEnrolment($0)) },
    ]

    static func messages(_ fact: TuitionFact) -> [any FactData] {
        switch fact {
        case .paymentAccepted(let enrolment, _): [enrolment.accepted]
        case .paymentSuspended(let suspended, _): [suspended]
        case .lessonReleased(let released, _, _, _): [released]
        case .lessonReversed(let reversed, _, _, _): [reversed]
        case .passReleased(let released, _, _, _): [released]
        case .coursePublished, .lessonHeld, .lessonDisputed, .lessonDropped, .shareReleased: []
        }
    }

    static func provides(_ fact: TuitionFact) -> [ReferenceKey] {
        switch fact {
        case .coursePublished(let course): [.course(course.institution, course.course)]
        case .paymentAccepted(let enrolment, _): [.enrolment(enrolment.id)]
        case .lessonHeld(let id, _): [.lesson(id.enrolment, id.lesson)]
        case .paymentSuspended, .lessonDisputed, .lessonDropped, .lessonReleased, .lessonReversed, .passReleased,
            .shareReleased:
            []
        }
    }
}

extension Enrolment {
    fileprivate var accepted: PaymentAccepted {
        PaymentAccepted(
            enrolment: id, institution: institution, hours: purchase.hours?.bought ?? 0, passDays: purchase.pass?.days,
            amountFen: paid)
    }
}
