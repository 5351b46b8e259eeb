//! The three macros of the house: `codes!`, `id!` and (in `permission`) `permissions!`.

/// Writes closed sets of wire words: `Variant = "wire", "中文", "English";`.
///
/// Each has `ALL`, `as_str`, `zh`, `en`, `Display`, `FromStr`, serde, a schema, and is a TEXT column under `rows`.
#[macro_export]
macro_rules! codes {
    ($(
        $(#[doc = $doc:literal])+
        pub enum $name:ident {
            $($variant:ident = $wire:literal, $zh:literal, $en:literal;)+
        }
    )+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(
                #[doc = concat!($en, " (", $zh, "): `", $wire, "`.")]
                $variant,
            )+
        }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word used on the wire and in rows.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $wire,)+ }
            }

            /// The name that people read, in Chinese.
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh,)+ }
            }

            /// The name that people read, in English.
            pub const fn en(self) -> &'static str {
                match self { $(Self::$variant => $en,)+ }
            }
        }

        impl $crate::code::Code for $name {
            const NAME: &'static str = stringify!($name);
            const VALUES: &'static [Self] = Self::ALL;

            fn code(self) -> &'static str {
                self.as_str()
            }

            fn zh(self) -> &'static str {
                $name::zh(self)
            }

            fn en(self) -> &'static str {
                $name::en(self)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::code::UnknownCode;

            fn from_str(word: &str) -> ::std::result::Result<Self, Self::Err> {
                <Self as $crate::code::Code>::find(word)
                    .ok_or($crate::code::UnknownCode { set: stringify!($name) })
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> ::std::result::Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> ::std::result::Result<Self, D::Error> {
                $crate::code::deserialize(from)
            }
        }

        impl ::utoipa::PartialSchema for $name {
            fn schema() -> ::utoipa::openapi::RefOr<::utoipa::openapi::schema::Schema> {
                $crate::code::schema::<Self>(concat!($($doc),+))
            }
        }

        impl ::utoipa::ToSchema for $name {}

        $crate::stored_as_text!($name);
    )+};
}

/// Writes identifiers: one newtype over a UUID for each kind of thing.
///
/// They are made elsewhere (version 7, so that they sort by time): nothing here reads a clock.
#[macro_export]
macro_rules! id {
    ($($(#[doc = $doc:literal])+ $name:ident;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(::uuid::Uuid);

        impl $name {
            /// The identifier as a UUID.
            pub const fn uuid(self) -> ::uuid::Uuid {
                self.0
            }
        }

        impl From<::uuid::Uuid> for $name {
            fn from(uuid: ::uuid::Uuid) -> Self {
                Self(uuid)
            }
        }

        impl From<$name> for ::uuid::Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::uuid::Error;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl ::utoipa::PartialSchema for $name {
            fn schema() -> ::utoipa::openapi::RefOr<::utoipa::openapi::schema::Schema> {
                $crate::code::id_schema(concat!($($doc),+))
            }
        }

        impl ::utoipa::ToSchema for $name {}

        $crate::stored_as_uuid!($name);
    )+};
}

/// Makes a `codes!` enum a TEXT column; nothing without the feature `rows`.
#[cfg(not(feature = "rows"))]
#[doc(hidden)]
#[macro_export]
macro_rules! stored_as_text {
    ($name:ident) => {};
}

/// Makes an id a UUID column; nothing without the feature `rows`.
#[cfg(not(feature = "rows"))]
#[doc(hidden)]
#[macro_export]
macro_rules! stored_as_uuid {
    ($name:ident) => {};
}
