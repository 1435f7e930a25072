package import Foundation

/// A file that cannot be written: a full disk, or a directory that is not ours. The service waits and tries again. It
/// says where by a setting's directory, never by a name that somebody posted (G8).
package struct FileError: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(description: String) { self.description = description }
}

/// The few things that services do with files.
package enum Files {
    /// The bytes of a file, or nil if it cannot be read.
    package static func read(_ path: String) -> Data? { FileManager.default.contents(atPath: path) }

    /// A path as a sentence may quote it: what cannot be one was perhaps a secret that was put where its file's path
    /// belongs.
    package static func named(_ path: String) -> String {
        path.hasPrefix("/") || path.hasPrefix(".") ? path : "what it names, which begins with neither / nor ."
    }

    /// Puts a whole file in place at once, so that a reader never sees half of it. If it fails, the error says where by
    /// `place`, or by the path if its name is nobody's secret.
    package static func replace(_ path: String, with data: Data, place: String? = nil) throws(FileError) {
        do {
            try data.write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw FileError(description: "cannot write \(place ?? path): \(reason(error))")
        }
    }

    /// Makes a directory with its parents.
    package static func makeDirectory(_ path: String, place: String? = nil) throws(FileError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw FileError(description: "cannot make directory \(place ?? path): \(reason(error))")
        }
    }

    /// Names in a directory, in order; none if it is not there or is a file.
    package static func list(_ path: String, place: String? = nil) throws(FileError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch CocoaError.fileReadNoSuchFile, CocoaError.fileReadUnknown {
            return []
        } catch {
            throw FileError(description: "cannot read directory \(place ?? path): \(reason(error))")
        }
    }

    /// Removes a file; one that is not there is removed.
    package static func remove(_ path: String, place: String? = nil) throws(FileError) {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch CocoaError.fileNoSuchFile {
            return
        } catch {
            throw FileError(description: "cannot remove a file \(place ?? path): \(reason(error))")
        }
    }

    /// What the system says, without the path that Foundation's own sentence quotes.
    private static func reason(_ error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileWriteOutOfSpace?: "the disk is full"
        case .fileWriteNoPermission?: "no permission"
        case .fileWriteVolumeReadOnly?: "the disk is read-only"
        case .fileNoSuchFile?: "the directory is not there"
        case .fileWriteFileExists?: "a file is in the way"
        default: "\((error as NSError).domain) \((error as NSError).code)"
        }
    }
}
