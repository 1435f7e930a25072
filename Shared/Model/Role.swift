/// What a poster is in the district. The topic a poster writes to is its identity; the district's roster gives each
/// poster its roles.
package enum Role: String, Codable, Sendable, Hashable, CaseIterable {
    /// 教委: the education commission, which leads the supervision.
    case education
    /// 备案审核鉴定专家组: the expert panel (R2.22).
    case panel
    /// 市场监管: registers companies.
    case market
    /// 民政: registers private non-enterprise units.
    case civilAffairs
    /// 公安.
    case publicSecurity
    /// A department of the governance task force (校外培训治理专班): takes part in joint inspections.
    case enforcement
    /// Training institutions, as one group.
    case institution
    /// Parents' app: guardians speak through it under pseudonymous ids.
    case guardian
    /// The bank that keeps the special fee accounts (R1.20).
    case bank
    /// Grid workers of townships and streets (R2.44, R2.45).
    case grid
    /// 责任督学: responsible inspectors (R3.50-R3.54).
    case inspector
    /// The announcer of days in a replay (`CLOCK=events`).
    case clock
}
