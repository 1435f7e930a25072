package import Foundation

/// A file that cannot be written: a full disk, or a directory that is not ours. The service waits and tries again.
package struct FileError: Error, Sendable, CustomStringConvertible {
    package let description: String
}

/// The few things that services do with files.
package enum Files {
    /// The bytes of a file, or nil if it cannot be read.
    package static func read(_ path: String) -> Data? { FileManager.default.contents(atPath: path) }

    /// Puts a whole file in place at once, so that a reader never sees half of it.
    package static func replace(_ path: String, with data: Data) throws(FileError) {
        do {
            try data.write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw FileError(description: "cannot write \(path): \(error.localizedDescription)")
        }
    }

    /// Makes a directory with its parents.
    package static func makeDirectory(_ path: String) throws(FileError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw FileError(description: "cannot make directory \(path): \(error.localizedDescription)")
        }
    }
}
