/// How far divided work is done: a place in an order of several fields, kept as one text.
package enum Cursor {
    /// Only the last field may hold a slash.
    package static func text(_ fields: [String]) -> String { fields.joined(separator: "/") }

    /// The fields of a place; nil before the first, and if another version wrote something else.
    package static func fields(_ text: String?, count: Int) -> [String]? {
        guard let text else { return nil }
        let fields = text.split(separator: "/", maxSplits: count - 1, omittingEmptySubsequences: false)
        return fields.count == count ? fields.map(String.init) : nil
    }
}
