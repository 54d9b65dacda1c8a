import QtQuick

// A name and what is true of it, side by side where there is room. `attention` colours and marks it.
Item {
    id: fact

    required property string label
    required property string text
    property bool attention: false
    readonly property bool fits: label_.implicitWidth + value.implicitWidth + Theme.spaceL + (fact.attention ? sign.width + Theme.spaceS : 0) <= width

    visible: text !== ""
    implicitHeight: fits ? Math.max(label_.height, value.height) : label_.height + value.height
    Accessible.role: Accessible.StaticText
    Accessible.name: label + ": " + text

    Words {
        id: label_

        width: fact.fits ? implicitWidth : fact.width
        text: fact.label
        color: Theme.muted
        font.pixelSize: Theme.typeControl
        Accessible.ignored: true
    }

    Icon {
        id: sign

        visible: fact.attention
        x: fact.fits ? value.x - width - Theme.spaceS : 0
        y: value.y + (value.height - height) / 2
        name: "triangle-alert"
        colour: Theme.warn
    }

    Words {
        id: value

        x: fact.fits ? fact.width - width : (sign.visible ? sign.width + Theme.spaceS : 0)
        y: fact.fits ? 0 : label_.height
        width: Math.min(Math.ceil(implicitWidth), fact.width - (sign.visible ? sign.width + Theme.spaceS : 0))
        text: fact.text
        color: fact.attention ? Theme.warn : Theme.text
        font.pixelSize: Theme.typeControl
        font.bold: true
        Accessible.ignored: true
    }
}
