import QtQuick

// A line icon in any colour, drawn once it is seen. Decoration: the words beside it are what is read aloud.
Image {
    required property string name
    property color colour: Theme.text
    property real extent: Theme.iconNormal

    width: extent
    height: extent
    sourceSize: Qt.size(extent * Screen.devicePixelRatio, extent * Screen.devicePixelRatio)
    source: name === "" || !visible ? "" : "image://icon/" + name + "/" + String(colour).slice(-6)
    Accessible.ignored: true
}
