package import Model

/// What the blacklist-publisher is told.
package enum Command: Sendable, Hashable {
    case propose(ListingProposed)
    case serveNotice(NoticeServed)
    case object(ObjectionRaised)
    case decideObjection(ObjectionDecided)
    case remove(RemovalDecided)
    /// Registry: the latest state of an institution.
    case institution(InstitutionSnapshot)
    /// A whole day; it is decided piece by piece.
    case dayOpened(DayOpened)
    /// An entry that this day lists or takes off the list.
    case dayWork(Day, entry: Identifier)
}
