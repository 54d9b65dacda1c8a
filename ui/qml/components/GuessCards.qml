import QtQuick

// What may have been said, one large card each; a tap, "the second one" or 第二个 chooses.
Column {
    id: cards

    required property var guesses
    signal chosen(int number)

    visible: guesses.length > 0
    height: visible ? implicitHeight : 0
    spacing: Theme.spaceM
    bottomPadding: Theme.spaceL
    onVisibleChanged: if (visible)
        title.Accessible.announce(title.text)

    Words {
        id: title

        width: parent.width
        text: qsTr("Which of these did you say?")
        font.pixelSize: Theme.typeTitle
        font.bold: true
        Accessible.role: Accessible.Heading
    }

    Repeater {
        model: cards.guesses

        BigButton {
            required property int index
            required property string modelData

            objectName: "guess-" + index
            width: cards.width
            text: qsTr("%1. %2").arg(index + 1).arg(modelData)
            kind: index === 0 ? "primary" : "soft"
            onClicked: cards.chosen(index)
        }
    }

    BigButton {
        objectName: "guess-none"
        text: qsTr("None of these")
        iconName: "x"
        onClicked: cards.chosen(-1)
    }
}
