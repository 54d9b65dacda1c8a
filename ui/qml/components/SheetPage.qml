import QtQuick

// The page for the doctor as it will be printed, on white paper. Read aloud as what stands on it.
Rectangle {
    id: paper

    required property string page
    required property string words
    required property bool busy

    height: width * Math.SQRT2
    color: "transparent"
    border.width: Theme.sizeBorder
    border.color: Theme.outline
    Accessible.role: Accessible.Graphic
    Accessible.name: words

    Image {
        objectName: "sheet-page"
        anchors.fill: parent
        anchors.margins: Theme.sizeBorder
        source: paper.page
        fillMode: Image.PreserveAspectFit
        smooth: true
        mipmap: true
        cache: false
        Accessible.ignored: true
    }

    Words {
        visible: paper.busy
        anchors.centerIn: parent
        text: qsTr("Making the page …")
        color: Theme.muted
    }
}
