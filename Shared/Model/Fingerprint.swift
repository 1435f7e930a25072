/// A short sum of bytes: tells a true double from an id that was used again.
package enum Fingerprint {
    /// FNV-1a, 64 bits.
    package static func fnv1a64(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
