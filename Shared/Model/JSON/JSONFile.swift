/// A file of JSON that somebody wrote by hand.
package enum JSONFile {
    /// What is wrong with its text, as strictly as with what is posted (RFC 8259, RFC 7493): Foundation's decoder keeps
    /// one of two members of a name without a word. Nil if nothing is.
    package static func fault(in bytes: [UInt8]) -> String? {
        do {
            let index = try JSONIndex(bytes, .posted)
            return index.twice.map { "\(index.path(to: $0)) is there twice" }
        } catch {
            return error.description
        }
    }
}
